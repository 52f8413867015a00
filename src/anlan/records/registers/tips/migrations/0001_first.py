import anlan.records.core.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('places', '0002_shipped_towns'),
        ('registry', '0001_first'),
        ('sites', '0004_group_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='Keeper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('half', models.PositiveSmallIntegerField(choices=[(1, '甲'), (2, '乙')], verbose_name='份额')),
                ('public', models.CharField(max_length=64, verbose_name='公钥')),
                ('wrapped', models.CharField(max_length=200, verbose_name='加密的私钥')),
                ('salt', models.CharField(max_length=64, verbose_name='盐')),
                ('since', models.DateTimeField(default=anlan.records.core.clock.now, verbose_name='启用时间')),
                ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='保管人')),
            ],
            options={
                'verbose_name': '密封信息保管人',
                'verbose_name_plural': '密封信息保管人',
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('half',), name='keeper_one_per_half')],
            },
        ),
        migrations.CreateModel(
            name='Tip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('no', models.CharField(max_length=32, unique=True, verbose_name='编号')),
                ('title', models.CharField(max_length=200, verbose_name='标题')),
                ('state', models.CharField(max_length=24, verbose_name='状态')),
                ('is_open', models.BooleanField(default=True, verbose_name='未办结')),
                ('field', models.CharField(blank=True, choices=[('road_traffic', '道路交通'), ('marine_fishery', '涉海涉渔'), ('fire', '消防'), ('hazchem', '危化品'), ('construction', '建设施工'), ('industry_mining', '工矿'), ('tourism', '旅游'), ('city_operation', '城市运行')], max_length=32, verbose_name='专委会领域')),
                ('grid', models.CharField(blank=True, max_length=32, verbose_name='网格')),
                ('next_step', models.CharField(blank=True, max_length=32, verbose_name='下一步')),
                ('next_step_due_at', models.DateTimeField(blank=True, null=True, verbose_name='下一步期限')),
                ('wake_at', models.DateTimeField(blank=True, null=True, verbose_name='下次检查')),
                ('is_overdue', models.BooleanField(default=False, verbose_name='逾期')),
                ('escalation_level', models.PositiveIntegerField(default=0, verbose_name='升级次数')),
                ('opened_at', models.DateTimeField(default=anlan.records.core.clock.now, verbose_name='登记时间')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='办结时间')),
                ('updated_at', models.DateTimeField(default=anlan.records.core.clock.now, verbose_name='更新时间')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='版本')),
                ('kind', models.CharField(choices=[('major_hazard', '重大事故隐患'), ('illegal', '非法违法行为'), ('concealed', '瞒报谎报事故'), ('other', '其他隐患')], default='other', max_length=16, verbose_name='线索类型')),
                ('channel', models.CharField(choices=[('web', '网页'), ('hotline', '12350 电话'), ('letter', '来信来访'), ('transfer', '上级交办')], default='hotline', max_length=16, verbose_name='来源渠道')),
                ('original', models.TextField(blank=True, verbose_name='举报内容（待受理）')),
                ('description', models.CharField(blank=True, help_text='由受理人改写，不得出现能识别举报人的信息', max_length=2000, verbose_name='线索摘要')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='地点')),
                ('has_identity', models.BooleanField(default=False, verbose_name='有密封信息')),
                ('verify_by', models.DateField(blank=True, null=True, verbose_name='核查期限')),
                ('extension_count', models.PositiveSmallIntegerField(default=0, verbose_name='延期次数')),
                ('verdict', models.CharField(blank=True, choices=[('true', '属实'), ('partly', '部分属实'), ('false', '不属实')], max_length=8, verbose_name='核查结论')),
                ('findings', models.CharField(blank=True, max_length=2000, verbose_name='核查情况')),
                ('return_count', models.PositiveSmallIntegerField(default=0, verbose_name='核查退回次数')),
                ('feedback', models.CharField(blank=True, help_text='举报人凭查询码可见', max_length=500, verbose_name='答复举报人')),
                ('reward_basis', models.CharField(blank=True, choices=[('fine', '按罚款金额'), ('no_fine', '未处罚款'), ('concealed', '瞒报谎报事故')], max_length=16, verbose_name='奖励依据')),
                ('fine_yuan', models.PositiveIntegerField(blank=True, null=True, verbose_name='罚款金额')),
                ('deaths', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='核实死亡人数')),
                ('accident_grade', models.CharField(blank=True, choices=[('ordinary', '一般事故'), ('larger', '较大事故'), ('major', '重大事故'), ('extra_major', '特别重大事故')], max_length=16, verbose_name='事故等级')),
                ('reward_yuan', models.PositiveIntegerField(default=0, verbose_name='奖励金额')),
                ('reward_formula', models.CharField(blank=True, max_length=200, verbose_name='计算过程')),
                ('claim_by', models.DateField(blank=True, null=True, verbose_name='领取期限')),
                ('paid_on', models.DateField(blank=True, null=True, verbose_name='发放日期')),
                ('reopen_count', models.PositiveSmallIntegerField(default=0, verbose_name='恢复办理次数')),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='受理人')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='奖励审批人')),
                ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='责任人')),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sites.enterprise', verbose_name='企业')),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('paid_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发放人')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.keptpolicy', verbose_name='时限规定')),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='奖励拟办人')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核查审核人')),
                ('town', models.ForeignKey(blank=True, db_column='town_code', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.town', verbose_name='乡镇(街道)')),
                ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核查人')),
            ],
            options={
                'verbose_name': '举报',
                'verbose_name_plural': '举报',
                'ordering': ['-id'],
                'abstract': False,
                'indexes': [models.Index(fields=['-opened_at', '-id'], name='tip_opened'), models.Index(fields=['town', '-opened_at'], name='tip_town'), models.Index(fields=['field', '-opened_at'], name='tip_field'), models.Index(fields=['enterprise', '-opened_at'], name='tip_site'), models.Index(fields=['state', '-opened_at'], name='tip_state'), models.Index(condition=models.Q(('is_open', True)), fields=['next_step_due_at'], name='tip_due'), models.Index(condition=models.Q(('is_open', True)), fields=['wake_at'], name='tip_wake')],
            },
        ),
        migrations.CreateModel(
            name='Secret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handle', models.CharField(max_length=6, unique=True, verbose_name='查询码前段')),
                ('code_hash', models.CharField(max_length=200, verbose_name='查询码摘要')),
                ('payout_hash', models.CharField(max_length=200, verbose_name='领奖码摘要')),
                ('sealed', models.TextField(blank=True, verbose_name='密封信息')),
                ('first_share', models.TextField(blank=True, verbose_name='甲方份额')),
                ('second_share', models.TextField(blank=True, verbose_name='乙方份额')),
                ('first_keeper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tips.keeper', verbose_name='甲方')),
                ('second_keeper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tips.keeper', verbose_name='乙方')),
                ('tip', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='secret', to='tips.tip', verbose_name='举报')),
            ],
            options={
                'verbose_name': '举报密封信息',
                'verbose_name_plural': '举报密封信息',
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=500, verbose_name='理由')),
                ('share', models.TextField(blank=True, verbose_name='对方份额')),
                ('asked_at', models.DateTimeField(default=anlan.records.core.clock.now, verbose_name='申请时间')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='开启时间')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='申请人')),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='共同开启人')),
                ('tip', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='tips.tip', verbose_name='举报')),
            ],
            options={
                'verbose_name': '密封信息开启记录',
                'verbose_name_plural': '密封信息开启记录',
                'ordering': ['-id'],
            },
        ),
    ]
