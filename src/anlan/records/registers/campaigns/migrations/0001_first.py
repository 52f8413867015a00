import anlan.records.core.clock
import django.core.validators
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
            name='Campaign',
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
                ('kind', models.CharField(choices=[('battle', '集中攻坚（如百日大会战）'), ('yearly', '多年行动（如三年行动）'), ('opinion', '文件任务清单（如危化意见）'), ('check', '专项检查')], default='battle', max_length=16, verbose_name='类型')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='文件依据')),
                ('goals', models.CharField(max_length=2000, verbose_name='目标任务')),
                ('lead_office', models.CharField(blank=True, max_length=64, verbose_name='牵头单位')),
                ('begins_on', models.DateField(verbose_name='开始日期')),
                ('ends_on', models.DateField(verbose_name='结束日期')),
                ('weight_done', models.PositiveSmallIntegerField(default=60, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='权重：任务完成率')),
                ('weight_on_time', models.PositiveSmallIntegerField(default=25, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='权重：按期率')),
                ('weight_reported', models.PositiveSmallIntegerField(default=15, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='权重：进展报送率')),
                ('deduct_returned', models.PositiveSmallIntegerField(default=1, help_text='验收退回一次扣几分', validators=[django.core.validators.MaxValueValidator(20)], verbose_name='每退回一次扣分')),
                ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='责任人')),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sites.enterprise', verbose_name='企业')),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.keptpolicy', verbose_name='时限规定')),
                ('town', models.ForeignKey(blank=True, db_column='town_code', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.town', verbose_name='乡镇(街道)')),
            ],
            options={
                'verbose_name': '专项行动',
                'verbose_name_plural': '专项行动',
                'ordering': ['-id'],
                'abstract': False,
                'indexes': [models.Index(fields=['-opened_at', '-id'], name='campaign_opened'), models.Index(fields=['town', '-opened_at'], name='campaign_town'), models.Index(fields=['field', '-opened_at'], name='campaign_field'), models.Index(fields=['enterprise', '-opened_at'], name='campaign_site'), models.Index(fields=['state', '-opened_at'], name='campaign_state'), models.Index(condition=models.Q(('is_open', True)), fields=['next_step_due_at'], name='campaign_due'), models.Index(condition=models.Q(('is_open', True)), fields=['wake_at'], name='campaign_wake')],
            },
        ),
        migrations.CreateModel(
            name='CampaignTask',
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
                ('description', models.CharField(max_length=2000, verbose_name='任务内容')),
                ('unit', models.CharField(max_length=64, verbose_name='责任单位')),
                ('deadline', models.DateField(verbose_name='完成时限')),
                ('progress_percent', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='进度')),
                ('report_count', models.PositiveSmallIntegerField(default=0, verbose_name='进展报送次数')),
                ('reported_at', models.DateTimeField(blank=True, null=True, verbose_name='最近报送')),
                ('is_lagging', models.BooleanField(default=False, help_text='进度落后于时间 10 个百分点以上', verbose_name='滞后')),
                ('result', models.CharField(blank=True, max_length=2000, verbose_name='完成情况')),
                ('no_evidence_reason', models.CharField(blank=True, max_length=500, verbose_name='无佐证说明')),
                ('is_late', models.BooleanField(default=False, verbose_name='超期完成')),
                ('return_count', models.PositiveSmallIntegerField(default=0, verbose_name='退回次数')),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='验收人')),
                ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='责任人')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='campaigns.campaign', verbose_name='专项行动')),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sites.enterprise', verbose_name='企业')),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.keptpolicy', verbose_name='时限规定')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='报送人')),
                ('town', models.ForeignKey(blank=True, db_column='town_code', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.town', verbose_name='乡镇(街道)')),
            ],
            options={
                'verbose_name': '行动任务',
                'verbose_name_plural': '行动任务',
                'ordering': ['-id'],
                'abstract': False,
                'indexes': [models.Index(fields=['-opened_at', '-id'], name='task_opened'), models.Index(fields=['town', '-opened_at'], name='task_town'), models.Index(fields=['field', '-opened_at'], name='task_field'), models.Index(fields=['enterprise', '-opened_at'], name='task_site'), models.Index(fields=['state', '-opened_at'], name='task_state'), models.Index(condition=models.Q(('is_open', True)), fields=['next_step_due_at'], name='task_due'), models.Index(condition=models.Q(('is_open', True)), fields=['wake_at'], name='task_wake'), models.Index(fields=['campaign', 'state'], name='task_campaign'), models.Index(fields=['deadline'], name='task_deadline')],
            },
        ),
    ]
